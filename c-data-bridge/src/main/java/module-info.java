/// The C ABI of Penstock: engines, queries and frames behind a table of C function pointers.
@org.jspecify.annotations.NullMarked
module dev.penstock.bridge {
    requires dev.penstock.core;
    requires static transitive org.jspecify;

    exports dev.penstock.bridge;

    opens dev.penstock.bridge to
            com.fasterxml.jackson.databind;
}
