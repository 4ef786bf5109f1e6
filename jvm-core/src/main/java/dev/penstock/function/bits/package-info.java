/// Functions of bytes and of the bits that values are kept in.
package dev.penstock.function.bits;
