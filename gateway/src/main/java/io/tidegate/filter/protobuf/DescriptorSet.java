package io.tidegate.filter.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the files of a descriptor set together, each with those that it imports. Confined. */
final class DescriptorSet {
    private static final String HOW = "protoc --include_imports --descriptor_set_out=FILE";

    private final Path path;
    private final Map<String, FileDescriptorProto> protos = new HashMap<>();
    private final Map<String, FileDescriptor> built = new LinkedHashMap<>();

    private DescriptorSet(Path path) {
        this.path = path;
    }

    /**
     * All its files, each after those that it imports.
     *
     * @throws ConfigException that says why it is no descriptor set, or what it lacks
     */
    static Collection<FileDescriptor> files(FileBytes file) {
        var set = new DescriptorSet(file.path());
        set.read(file);
        set.protos.keySet().stream().sorted().forEach(name -> set.build(name, new ArrayList<>()));
        return set.built.values();
    }

    private void read(FileBytes file) {
        try (InputStream in = file.open()) {
            FileDescriptorSet.parseFrom(in).getFileList().forEach(proto -> protos.put(proto.getName(), proto));
        } catch (IOException e) {
            throw new ConfigException("must be a descriptor set (" + HOW + "), got " + path + ": " + e.getMessage());
        }
        Check.that(!protos.isEmpty(), "must be a descriptor set (" + HOW + "), got " + path + ", which has no file");
    }

    private FileDescriptor build(String name, List<String> importers) {
        FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto proto = protos.get(name);
        if (proto == null) {
            throw new ConfigException("must have all files that are imported (" + HOW + "), got " + path + " without "
                    + name + ", which " + importers.getLast() + " imports");
        }
        Check.that(!importers.contains(name), "must have no imports in a circle, got " + path + ": " + importers);
        List<String> chain = new ArrayList<>(importers);
        chain.add(name);
        FileDescriptor[] imports = proto.getDependencyList().stream()
                .map(imported -> build(imported, chain))
                .toArray(FileDescriptor[]::new);
        FileDescriptor made = linked(proto, imports);
        built.put(name, made);
        return made;
    }

    private FileDescriptor linked(FileDescriptorProto proto, FileDescriptor[] imports) {
        try {
            return FileDescriptor.buildFrom(proto, imports);
        } catch (DescriptorValidationException e) {
            throw new ConfigException("must be valid, got " + path + ": " + e.getMessage());
        }
    }
}
