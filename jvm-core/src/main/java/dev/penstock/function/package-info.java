/// The door for table functions: built-in ones and those of users' jars come in the same way.
package dev.penstock.function;
