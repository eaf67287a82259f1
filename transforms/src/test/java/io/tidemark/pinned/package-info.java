/**
 * What is stored with a running job must not change by accident: names, ids, coders and the bytes
 * they write, each compared with a text that is checked in. Shared by the tests of all modules.
 */
package io.tidemark.pinned;
