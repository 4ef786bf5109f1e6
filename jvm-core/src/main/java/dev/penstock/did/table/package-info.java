/// Difference-in-differences as table functions: `did.att_gt`, `did.result`, `did.aggregate`.
package dev.penstock.did.table;
