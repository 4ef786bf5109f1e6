/// Functions of text that look at one row after the other: forms, parts, JSON, many patterns at once.
package dev.penstock.function.text;
