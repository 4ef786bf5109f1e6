/// What a table is like, as a table function.
package dev.penstock.did.info;
