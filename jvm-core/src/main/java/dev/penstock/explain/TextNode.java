package dev.penstock.explain;

import java.util.ArrayList;
import java.util.List;

/// A node of a plan in words: what it does, with what, and what it reads.
///
/// @param operation such as `FILTER` or `sort`
/// @param subject what belongs right behind the operation; empty for nothing
/// @param items the parts of the node, one statement each
/// @param inputs the nodes that it reads
/// @param figures how many rows there are, and what came of it
record TextNode(String operation, String subject, List<String> items, List<TextNode> inputs, Figures figures) {
    /// As wide as a line may get before its items go below each other.
    private static final int WIDTH = 100;

    TextNode {
        items = List.copyOf(items);
        inputs = List.copyOf(inputs);
    }

    static TextNode of(String operation, String subject, TextNode... inputs) {
        return new TextNode(operation, subject, List.of(), List.of(inputs));
    }

    TextNode(String operation, String subject, List<String> items, List<TextNode> inputs) {
        this(operation, subject, items, inputs, Figures.NONE);
    }

    /// The same node with these items.
    TextNode with(List<String> other) {
        return new TextNode(operation, subject, other, inputs, figures);
    }

    TextNode with(Figures known) {
        return new TextNode(operation, subject, items, inputs, known);
    }

    /// The first line: all of the node if it fits, and its figures.
    String headline() {
        String known = figures.text();
        return known.isEmpty() ? words() : words() + "  " + known;
    }

    private String words() {
        String start = subject.isEmpty() ? operation : operation + " " + subject;
        return itemsFit() ? start + (items.isEmpty() ? "" : (subject.isEmpty() ? " " : ": ") + inline()) : start;
    }

    /// What goes below the first line.
    List<String> details() {
        var details = new ArrayList<String>();
        if (!itemsFit()) {
            items.forEach(item -> details.addAll(item.lines().toList()));
        }
        return details;
    }

    private boolean itemsFit() {
        int start = operation.length() + subject.length() + 3;
        return items.stream().noneMatch(item -> item.contains("\n")) && start + inline().length() <= WIDTH;
    }

    private String inline() {
        return String.join(", ", items);
    }
}
