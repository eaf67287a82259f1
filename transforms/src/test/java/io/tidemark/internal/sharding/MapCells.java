package io.tidemark.internal.sharding;

import io.tidemark.fixtures.Stored;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The map cell of one key, of which the DoFn uses get, put, remove and entries. */
public final class MapCells<K, V> {
  private final UnaryOperator<V> stored;
  private final Map<K, V> held = new HashMap<>();
  private final List<V> puts = new ArrayList<>();

  @SuppressWarnings("unchecked") // a proxy knows no type parameters
  private final MapState<K, V> state =
      (MapState<K, V>)
          Proxy.newProxyInstance(
              MapCells.class.getClassLoader(),
              new Class<?>[] {MapState.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "get" -> readable(copy(held.get(args[0])));
                    case "put" -> put((K) args[0], (V) args[1]);
                    case "remove" -> ignore(held.remove(args[0]));
                    case "entries" -> readable(new ArrayList<>(held.entrySet()));
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  /** Keeps values as they are. */
  public MapCells() {
    this.stored = UnaryOperator.identity();
  }

  /** Keeps values through this coder: what is changed in place is not stored. */
  MapCells(Coder<V> coder) {
    this.stored = value -> Stored.through(coder, value);
  }

  public MapState<K, V> state() {
    return state;
  }

  public Map<K, V> held() {
    return held;
  }

  /** Every value that was ever put. */
  public List<V> puts() {
    return puts;
  }

  private @Nullable Object put(K key, V value) {
    puts.add(value);
    return ignore(held.put(key, stored.apply(value)));
  }

  private @Nullable V copy(@Nullable V value) {
    return value == null ? null : stored.apply(value);
  }

  /** A void method answers null. */
  private static @Nullable Object ignore(@Nullable Object replaced) {
    return null;
  }

  private static <T> ReadableState<T> readable(T value) {
    return new ReadableState<>() {
      @Override
      public T read() {
        return value;
      }

      @Override
      public ReadableState<T> readLater() {
        return this;
      }
    };
  }
}
