/// Tables in another shape, by functions from tables to a table.
package dev.penstock.reshape;
