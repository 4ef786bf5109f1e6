/// The JVM compute core of Penstock: plans in, Arrow batches out.
@org.jspecify.annotations.NullMarked
module dev.penstock.core {
    requires jdk.unsupported;
    requires aircompressor.v3;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires transitive com.fasterxml.jackson.databind;
    requires dec;
    requires ejml.core;
    requires ejml.ddense;
    requires flatbuffers.java;
    requires org.apache.arrow.format;
    requires org.apache.commons.numbers.gamma;
    requires parquet.format.structures;
    requires re2j;
    requires static transitive org.jspecify;

    exports dev.penstock;
    exports dev.penstock.bind;
    exports dev.penstock.optimize;
    exports dev.penstock.run;
    exports dev.penstock.error;
    exports dev.penstock.explain;
    exports dev.penstock.type;
    exports dev.penstock.memory;
    exports dev.penstock.column;
    exports dev.penstock.cdata;
    exports dev.penstock.function;
    exports dev.penstock.plan;
    exports dev.penstock.source;
    exports dev.penstock.spill;
    exports dev.penstock.security;
}
