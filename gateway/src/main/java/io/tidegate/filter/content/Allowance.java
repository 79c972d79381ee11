package io.tidegate.filter.content;

/** Whether something may be. */
public enum Allowance {
    ALLOW,
    REFUSE
}
