/** What one step costs by itself, with JMH: {@code benchmarks/run micro [JMH options]}. */
package io.tidemark.benchmarks.micro;
