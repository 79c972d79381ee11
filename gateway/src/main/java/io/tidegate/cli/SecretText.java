package io.tidegate.cli;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets that commands are given: in files, since whoever lists processes sees arguments. */
final class SecretText {
    private SecretText() {}

    /**
     * What is in {@code file}, without white space around it. Never in a message.
     *
     * @param option that names the file
     */
    static String ofFile(String option, Path file) {
        try {
            String text = Files.readString(file).strip();
            Check.that(
                    !text.isEmpty(), option + " must be a file with a token in it, got " + file + ", which is empty");
            Check.that(
                    text.chars().allMatch(c -> c > ' ' && c < 0x7F),
                    option + " must be a file with one token and nothing else, got " + file);
            return text;
        } catch (IOException e) {
            throw new ConfigException(option + " must be a file that can be read, got " + file);
        }
    }
}
