package com.example.scores;

import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;

/** What the examples share: a line for each element, and elements with an event time. */
final class Print {

  private Print() {}

  /** Prints each element: its key, and the change, total or late element that it has. */
  static <K, V> PTransform<PCollection<? extends KV<K, V>>, PCollection<Void>> lines() {
    return MapElements.into(TypeDescriptors.voids())
        .via(
            (KV<K, V> element) -> {
              System.out.println(element.getKey() + " " + element.getValue());
              return null;
            });
  }

  static <T> TimestampedValue<T> at(String eventTime, T element) {
    return TimestampedValue.of(element, Instant.parse(eventTime));
  }
}
