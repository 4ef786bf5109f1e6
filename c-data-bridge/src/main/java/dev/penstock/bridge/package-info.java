/// The C ABI: sessions, queries, frames and streams behind handles, and the table of functions that reach them.
package dev.penstock.bridge;
