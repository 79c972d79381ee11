package io.tidegate.admin;

import io.tidegate.config.AdminConfig.Role;

/** Who uses the admin API, as configured. */
record Caller(String name, Role role) {
    /** Who is on this machine, where nobody has to say who it is. */
    static final Caller LOCAL = new Caller("local", Role.OPERATOR);
}
