package io.tidemark.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** CPU time of this process by the clock, so that the cost of an interval can be told later. */
final class CpuTrace implements AutoCloseable {
  private static final long PERIOD_MILLIS = 20;

  private final NavigableMap<Long, Long> nanosAt = new ConcurrentSkipListMap<>();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Thread sampler = new Thread(this::sample, "cpu-trace");

  CpuTrace() {
    sampler.setDaemon(true);
    sampler.start();
  }

  private void sample() {
    while (!Thread.currentThread().isInterrupted()) {
      nanosAt.put(System.currentTimeMillis(), system.getProcessCpuTime());
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  /** CPU seconds spent between two times, milliseconds since the epoch. */
  double seconds(long from, long to) {
    return (at(to) - at(from)) / 1e9;
  }

  private long at(long millis) {
    Map.Entry<Long, Long> before = nanosAt.floorEntry(millis);
    return (before == null ? nanosAt.firstEntry() : before).getValue();
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
