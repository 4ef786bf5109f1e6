package dev.penstock.evaluate;

import java.util.List;

/// Values computed from those of other nodes by a kernel.
final class Computed extends Node {
    /// A kernel: reads the lanes of the inputs and writes its own, among them which are null.
    interface Body {
        void run(Lanes[] in, Lanes to, int n);
    }

    private final List<Node> inputs;
    private final Lanes[] in;
    private final Body body;

    private Computed(Kind kind, List<Node> inputs, Body body) {
        super(kind);
        this.inputs = List.copyOf(inputs);
        this.in = new Lanes[inputs.size()];
        this.body = body;
    }

    /// A node whose kernel says itself which lanes are null.
    static Node of(Kind kind, List<Node> inputs, Body body) {
        return new Computed(kind, inputs, body);
    }

    /// A node that is null wherever one of its inputs is.
    static Node strict(Kind kind, List<Node> inputs, Body body) {
        return new Computed(
                kind,
                inputs,
                (in, to, n) -> {
                    to.nullsOf(in, n);
                    body.run(in, to, n);
                });
    }

    @Override
    List<Node> inputs() {
        return inputs;
    }

    @Override
    boolean writesAnew() {
        return true;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        for (int i = 0; i < in.length; i++) {
            in[i] = inputs.get(i).of(rows);
        }
        body.run(in, to, rows.count());
    }
}
