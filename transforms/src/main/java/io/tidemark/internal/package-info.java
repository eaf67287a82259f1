/**
 * How do the transforms of this library work inside?
 *
 * <p>Nothing in this package and in those below it is API, although many types are public for the
 * other packages of the library: they may change or go in any release.
 */
package io.tidemark.internal;
