/// What is added to participants' accounts in a year, against section 415(c), and what corrects too much of it.
package dev.penstock.benefits.additions;
