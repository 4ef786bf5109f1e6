/// Arrow's type system as values: schemas, fields, types, and the format strings that name them.
package dev.penstock.type;
