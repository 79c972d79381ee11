package io.tidegate.filter.address;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Cidr;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileText;
import java.util.ArrayList;
import java.util.List;

/** A file with an address or a block in each line; what follows a {@code #} or {@code ;} is a remark. */
final class AddressFile {
    private AddressFile() {}

    /**
     * The blocks of all {@code files}.
     *
     * @param key in the configuration
     * @throws ConfigException with file, line and rule
     */
    static List<Cidr> blocks(String key, List<FileText> files) {
        List<Cidr> blocks = new ArrayList<>();
        var faults = new AllFaults();
        for (FileText file : files) {
            int number = 0;
            for (String line : file.text().split("\\R", -1)) {
                number++;
                String text = line.replaceFirst("[#;].*", "").strip();
                Cidr block = text.isEmpty()
                        ? null
                        : faults.orNull(key + " in " + file.path() + ":" + number + " ", () -> Cidr.parse(text));
                if (block != null) {
                    blocks.add(block);
                }
            }
        }
        faults.refuseIfAny();
        return blocks;
    }
}
