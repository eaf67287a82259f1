package io.tidemark.pipelines.sink.kafka.exactlyonce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.pipelines.checkpoint.PendingValue;
import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One shard as the Flink runner of Beam 2.70 has it: calls back after a checkpoint for the bundles
 * that began before it, never after a savepoint; restores the last complete checkpoint after a
 * crash, and the records after it are then made anew. The value of a record is {@code
 * ATTEMPT-POSITION}.
 */
final class CheckpointedShard {

  private static final long SHARD = 2;
  private static final OutputReceiver<Void> NO_OUTPUT = proxy(OutputReceiver.class, (m, a) -> null);

  /** What a checkpoint holds. */
  private record Snapshot(
      @Nullable ShardSequence progress,
      Map<Long, PendingValue<TopicRecord>> waiting,
      boolean polls,
      List<String> received) {}

  private record Checkpoint(Snapshot snapshot, List<BundleFinalizer.Callback> callbacks) {}

  private final Brokers brokers = new Brokers();
  private final Deque<Checkpoint> pending = new ArrayDeque<>();

  private Snapshot complete = new Snapshot(null, Map.of(), false, List.of());
  private List<BundleFinalizer.Callback> callbacks = new ArrayList<>();
  private long attempt;
  private CommitFn fn;

  private @Nullable ShardSequence progress;
  private Map<Long, PendingValue<TopicRecord>> waiting;
  private boolean polls;
  private List<String> received;

  CheckpointedShard() {
    restore();
  }

  static TopicRecord record(long attempt, int position) {
    byte[] value = (attempt + "-" + position).getBytes(UTF_8);
    return new TopicRecord(new byte[0], value, List.of(), attempt);
  }

  List<String> published() {
    return brokers.log;
  }

  List<String> received() {
    return received;
  }

  /** How many records the state holds. */
  int waiting() {
    return waiting.size();
  }

  /** What the last complete checkpoint holds. */
  List<String> durable() {
    return complete.received();
  }

  void receive() throws IOException {
    TopicRecord record = record(attempt, received.size());
    received.add(new String(record.value(), UTF_8));
    fn.beginBundle();
    fn.receive(
        KV.of(SHARD, record),
        progressState(),
        waitingState(),
        timer(() -> polls = true),
        timer(() -> {}),
        (expiry, callback) -> callbacks.add(callback));
    fn.commit();
  }

  void poll() throws IOException {
    if (polls) {
      polls = false;
      fn.beginBundle();
      fn.poll(SHARD, progressState(), waitingState(), timer(() -> polls = true), NO_OUTPUT);
      fn.commit();
    }
  }

  void pollInVain() {
    brokers.available = false;
    try {
      poll();
    } catch (IOException e) {
      crash();
    }
    brokers.available = true;
  }

  void beginCheckpoint() {
    pending.add(
        new Checkpoint(
            new Snapshot(progress, Map.copyOf(waiting), polls, List.copyOf(received)), callbacks));
    callbacks = new ArrayList<>();
  }

  void completeCheckpoint() throws Exception {
    if (!pending.isEmpty()) {
      Checkpoint checkpoint = pending.remove();
      complete = checkpoint.snapshot();
      for (BundleFinalizer.Callback callback : checkpoint.callbacks()) {
        callback.onBundleSuccess();
      }
    }
  }

  void completeAllCheckpoints() throws Exception {
    while (!pending.isEmpty()) {
      completeCheckpoint();
    }
  }

  void takeSavepoint() {
    callbacks = new ArrayList<>();
  }

  void crash() {
    fn.close();
    restore();
  }

  private void restore() {
    pending.clear();
    callbacks = new ArrayList<>();
    attempt++;
    fn = new CommitFn(shard -> brokers.open());
    fn.setUp();
    progress = complete.progress();
    waiting = new HashMap<>(complete.waiting());
    polls = complete.polls();
    received = new ArrayList<>(complete.received());
  }

  /** The watermark goes to its end, and with it the runner forgets the state of the step. */
  void drain() throws Exception {
    if (progress != null) {
      fn.beginBundle();
      fn.end(SHARD, progressState(), waitingState(), NO_OUTPUT);
      fn.commit();
    }
    poll();
    waiting.clear();
    beginCheckpoint();
    completeAllCheckpoints();
  }

  private ValueState<ShardSequence> progressState() {
    return proxy(
        ValueState.class,
        (method, args) ->
            switch (method) {
              case "read" -> progress;
              case "write" -> nothing(() -> progress = (ShardSequence) args[0]);
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private MapState<Long, PendingValue<TopicRecord>> waitingState() {
    return proxy(
        MapState.class,
        (method, args) ->
            switch (method) {
              case "get" -> readable(waiting.get(args[0]));
              case "put" ->
                  nothing(() -> waiting.put((Long) args[0], (PendingValue<TopicRecord>) args[1]));
              case "remove" -> nothing(() -> waiting.remove(args[0]));
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static Timer timer(Runnable set) {
    Timer[] self = new Timer[1];
    self[0] =
        proxy(
            Timer.class,
            (method, args) ->
                switch (method) {
                  case "withNoOutputTimestamp", "offset" -> self[0];
                  case "set", "setRelative" -> nothing(set);
                  default -> throw new UnsupportedOperationException(method);
                });
    return self[0];
  }

  private interface Answer {
    @Nullable Object to(String method, Object[] args);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // proxies know no type arguments
  private static <T> T proxy(Class<?> type, Answer answer) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> answer.to(method.getName(), args));
  }

  private static @Nullable Object nothing(Runnable action) {
    action.run();
    return null;
  }

  private static ReadableState<PendingValue<TopicRecord>> readable(
      @Nullable PendingValue<TopicRecord> value) {
    return proxy(ReadableState.class, (method, args) -> value);
  }

  /** The topic's partition and the group's offset, which change together or not at all. */
  private static final class Brokers {

    private final List<String> log = new ArrayList<>();
    private Committed committed = Committed.NOTHING;
    private boolean available = true;

    private ShardPublisher open() {
      return new ShardPublisher() {
        private final List<String> transaction = new ArrayList<>();
        private Committed after = committed;

        @Override
        public boolean publish(ShardSequence progress, TopicRecord record) {
          if (after.includes(progress, record)) {
            return false;
          }
          after = after.with(progress, record);
          transaction.add(new String(record.value(), UTF_8));
          return true;
        }

        @Override
        public void commit() throws IOException {
          if (!available) {
            throw new IOException("no broker");
          }
          log.addAll(transaction);
          committed = after;
          transaction.clear();
        }

        @Override
        public void close() {
          // What was not committed is aborted.
        }
      };
    }
  }
}
