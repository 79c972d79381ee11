package io.tidegate;

import io.tidegate.cli.Commands;

/** The program's entry point. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.execute(new GatewayProgram(), arguments));
    }
}
