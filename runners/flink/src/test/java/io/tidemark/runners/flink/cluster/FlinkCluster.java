package io.tidemark.runners.flink.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Flink cluster on loopback: ZooKeeper, a JobManager, TaskManagers, each a process.
 *
 * <p>RocksDB with incremental checkpoints on disk, ten retained; the JobManager's knowledge in
 * ZooKeeper and on disk, so that one started after a kill goes on with the jobs; a Prometheus
 * reporter in every process. Logs, checkpoints and configuration stay in the directory.
 *
 * <p>Closing kills all processes; they also end when the JVM that started them does.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For processes that manage: they start twice as fast and never get busy. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /** The jars that a Flink distribution has in its lib folder. */
  private static final List<String> LIB =
      List.of(
          "/org/apache/flink/",
          "/com/ververica/frocksdbjni/",
          "/org/slf4j/",
          "/commons-cli/",
          "/commons-collections/",
          "/commons-io/",
          "/org/apache/commons/",
          "/com/esotericsoftware/",
          "/org/objenesis/",
          "/com/twitter/chill-java/",
          "/org/snakeyaml/",
          "/org/javassist/",
          "/tools/profiler/",
          "/com/google/code/findbugs/",
          "/org/xerial/snappy/",
          "/org/lz4/");

  private final Path directory;
  private final int restPort;
  private final JavaProcess zooKeeper;
  private final JavaProcess jobManager;
  private final List<JavaProcess> taskManagers = new ArrayList<>();
  private final Map<JavaProcess, Integer> reporterPorts = new HashMap<>();
  private final FlinkRest rest;

  private FlinkCluster(Path directory, int taskManagerCount, Map<String, String> settings) {
    this.directory = directory.toAbsolutePath();
    this.restPort = freePort();
    this.rest = new FlinkRest(restPort);
    int zooKeeperPort = freePort();
    Path conf = writeConfiguration(zooKeeperPort, settings);
    zooKeeper =
        flinkProcess(
            "zookeeper",
            List.of("-Xmx64m", QUICK_START, "-Dzookeeper.admin.enableServer=false"),
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
            List.of(
                "--zkConfigFile",
                writeZooKeeperConfiguration(zooKeeperPort).toString(),
                "--peerId",
                "1"));
    jobManager =
        flinkProcess(
            "jobmanager",
            List.of("-Xmx384m", QUICK_START),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("--configDir", conf.toString()));
    for (int i = 1; i <= taskManagerCount; i++) {
      taskManagers.add(
          flinkProcess(
              "taskmanager" + i,
              taskManagerOptions(settings),
              "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
              List.of("--configDir", conf.toString())));
    }
  }

  /**
   * A cluster whose TaskManagers have all registered.
   *
   * @param directory emptied by the caller; on a disk that all processes see
   * @param settings Flink's own, over those that the cluster starts from; {@code
   *     env.java.opts.taskmanager} among them
   */
  public static FlinkCluster start(Path directory, int taskManagers, Map<String, String> settings) {
    FlinkCluster cluster = new FlinkCluster(directory, taskManagers, settings);
    try {
      cluster.zooKeeper.start(List.of());
      cluster.startJobManager();
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager(i);
      }
      cluster.awaitTaskManagers();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The empty directory {@code target/cluster/NAME} of the module under test. */
  public static Path emptied(String name) {
    Path directory = Path.of("target", "cluster", name);
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until as many TaskManagers are registered as the cluster has. */
  public void awaitTaskManagers() {
    Await.until(
        taskManagers.size() + " TaskManagers registered; logs in " + directory,
        PATIENCE,
        () -> rest.taskManagers() == taskManagers.size());
  }

  /** What {@code --flinkMaster} takes; the same for a JobManager started again. */
  public String master() {
    return "localhost:" + restPort;
  }

  /** The JobManager's REST interface. */
  public FlinkRest rest() {
    return rest;
  }

  /** Kills the JobManager as kill -9 does. */
  public void killJobManager() {
    jobManager.kill();
  }

  /** Starts the JobManager; it goes on with the jobs of the one before. */
  public void startJobManager() {
    jobManager.start(reporter(jobManager));
  }

  /** Kills one TaskManager, counted from 0, as kill -9 does. */
  public void killTaskManager(int index) {
    taskManagers.get(index).kill();
  }

  /** Starts one TaskManager, counted from 0. */
  public void startTaskManager(int index) {
    JavaProcess taskManager = taskManagers.get(index);
    taskManager.start(reporter(taskManager));
  }

  /** Process ids of those that run. */
  public List<Long> processes() {
    return Stream.concat(Stream.of(zooKeeper, jobManager), taskManagers.stream())
        .filter(JavaProcess::isAlive)
        .map(JavaProcess::pid)
        .toList();
  }

  @Override
  public void close() {
    taskManagers.forEach(JavaProcess::close);
    jobManager.close();
    zooKeeper.close();
  }

  private JavaProcess flinkProcess(
      String name, List<String> memory, String main, List<String> arguments) {
    List<String> options = new ArrayList<>(memory);
    options.add("-XX:+UseSerialGC");
    options.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    options.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    options.add("-Dorg.slf4j.simpleLogger.log.org.apache.flink.shaded=warn");
    for (String opened :
        List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.net",
            "java.nio",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "sun.nio.ch")) {
      options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    List<String> line = new ArrayList<>(List.of(main));
    line.addAll(arguments);
    return new JavaProcess(name, directory, lib(), options, line);
  }

  /** Of an option given twice a JVM takes the last. */
  private static List<String> taskManagerOptions(Map<String, String> settings) {
    List<String> options = new ArrayList<>(List.of("-Xmx448m", "-XX:MaxDirectMemorySize=256m"));
    String more = settings.getOrDefault("env.java.opts.taskmanager", "");
    options.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ")));
    return options;
  }

  private static List<Path> lib() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> LIB.stream().anyMatch(entry::contains))
        .map(Path::of)
        .toList();
  }

  /**
   * What Prometheus would be told, by the processes as they were last started: each metric's name
   * and labels, without its value.
   */
  public Set<String> metrics() {
    return reporterPorts.values().stream()
        .flatMap(port -> Scrape.series("http://localhost:" + port + "/metrics").stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> reporter(JavaProcess process) {
    int port = freePort();
    reporterPorts.put(process, port);
    return List.of("-Dmetrics.reporter.prom.port=" + port);
  }

  private Path writeConfiguration(int zooKeeperPort, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    addresses(all, zooKeeperPort);
    storage(all);
    recovery(all);
    memory(all);
    all.putAll(settings);
    Path conf = directory.resolve("conf");
    write(
        conf.resolve("flink-conf.yaml"),
        all.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("\n", "", "\n")));
    return conf;
  }

  private void addresses(Map<String, String> all, int zooKeeperPort) {
    all.put("jobmanager.rpc.address", "localhost");
    all.put("jobmanager.bind-host", "localhost");
    all.put("rest.address", "localhost");
    all.put("rest.bind-address", "localhost");
    all.put("rest.port", Integer.toString(restPort));
    all.put("rest.bind-port", Integer.toString(restPort));
    all.put("taskmanager.host", "localhost");
    all.put("taskmanager.bind-host", "localhost");
    all.put("high-availability.type", "zookeeper");
    all.put("high-availability.zookeeper.quorum", "localhost:" + zooKeeperPort);
    all.put(
        "metrics.reporter.prom.factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
  }

  private void storage(Map<String, String> all) {
    all.put("high-availability.storageDir", directory.resolve("ha").toUri().toString());
    all.put("state.checkpoints.dir", directory.resolve("checkpoints").toUri().toString());
    all.put("state.savepoints.dir", directory.resolve("savepoints").toUri().toString());
    all.put("state.checkpoints.num-retained", "10");
    all.put("state.backend.type", "rocksdb");
    all.put("state.backend.incremental", "true");
    all.put("io.tmp.dirs", directory.resolve("tmp").toString());
  }

  /**
   * How soon a lost process is noticed, and its work started again. The first try waits a little
   * longer than the loss takes to be noticed: one made sooner still counts on the lost slots, fails
   * after 3 s and has to be made again. A job that ran for 10 s starts over from the first wait.
   *
   * <p>A killed process is noticed because it refuses a connection twice. The timeout is only for
   * one that hangs, and long enough that one which a busy machine keeps waiting is not given up.
   */
  private static void recovery(Map<String, String> all) {
    all.put("heartbeat.interval", "300");
    all.put("heartbeat.timeout", "30000");
    all.put("heartbeat.rpc-failure-threshold", "2");
    all.put("high-availability.zookeeper.client.session-timeout", "3000");
    all.put("high-availability.zookeeper.client.connection-timeout", "3000");
    all.put("zookeeper.sasl.disable", "true");
    all.put("restart-strategy.type", "exponential-delay");
    all.put("restart-strategy.exponential-delay.initial-backoff", "1 s");
    all.put("restart-strategy.exponential-delay.max-backoff", "10 s");
    all.put("restart-strategy.exponential-delay.backoff-multiplier", "1.5");
    all.put("restart-strategy.exponential-delay.reset-backoff-threshold", "10 s");
  }

  /** Explicit: without Flink's shell scripts nothing else computes them. */
  private static void memory(Map<String, String> all) {
    all.put("taskmanager.cpu.cores", "1");
    all.put("taskmanager.numberOfTaskSlots", "2");
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.jvm-metaspace.size", "128m");
    all.put("taskmanager.memory.jvm-overhead.min", "64m");
    all.put("taskmanager.memory.jvm-overhead.max", "64m");
    all.put("taskmanager.memory.task.heap.size", "256m");
    all.put("taskmanager.memory.task.off-heap.size", "0");
    all.put("taskmanager.memory.managed.size", "96m");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    all.put("cluster.evenly-spread-out-slots", "true");
    all.put("classloader.check-leaked-classloader", "false");
  }

  private Path writeZooKeeperConfiguration(int port) {
    Path file = directory.resolve("conf").resolve("zoo.cfg");
    write(
        file,
        String.join(
            "\n",
            "tickTime=500",
            "dataDir=" + directory.resolve("zookeeper"),
            "clientPort=" + port,
            "clientPortAddress=localhost",
            "server.1=localhost:" + freePort() + ":" + freePort(),
            ""));
    return file;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
