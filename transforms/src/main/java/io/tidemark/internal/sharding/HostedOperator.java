package io.tidemark.internal.sharding;

import io.tidemark.change.Identity;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.version.Fingerprint;
import io.tidemark.internal.version.VersionClock;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A {@link WindowOperator} with everything that its host needs to know about the values and the
 * outputs.
 *
 * @param operator computes the windows of a key
 * @param keyCoder decodes a key where it is output
 * @param outputs one for each windowing of the operator, in its order
 * @param late the tag of droppably late elements
 * @param conflicts the tag of elements that differ from one with the same identity
 * @param critical whether a value fires its windows at once
 * @param identity the id of a value, by which duplicates are found; null if they are aggregated too
 * @param content a hash of what two values with the same id must have in common
 * @param settled the watermark at which an earlier job, whose state is not here, had left its
 *     windows, in milliseconds, as a value says it; null if values do not
 * @param fingerprint the settings that state depends on
 * @param reemits whether a new instance of the step emits the current panes of each key again
 * @param clock the time from which versions are drawn
 */
public record HostedOperator<K, V, S, O>(
    WindowOperator<V, S, O> operator,
    Coder<K> keyCoder,
    List<WindowingOutput<K, O>> outputs,
    TupleTag<KV<K, LateElement<V>>> late,
    TupleTag<KV<K, V>> conflicts,
    SerializableFunction<V, Boolean> critical,
    @Nullable SerializableFunction<V, Identity> identity,
    SerializableFunction<V, Integer> content,
    @Nullable SerializableFunction<V, Long> settled,
    Fingerprint fingerprint,
    boolean reemits,
    VersionClock clock)
    implements Serializable {

  public HostedOperator {
    outputs = List.copyOf(outputs);
  }

  /** The name of a windowing, and the tag that its revisions are output with. */
  public record WindowingOutput<K, O>(String name, TupleTag<KV<K, Revision<O>>> revisions)
      implements Serializable {}
}
