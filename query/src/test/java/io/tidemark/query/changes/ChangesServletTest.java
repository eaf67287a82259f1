package io.tidemark.query.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.feed.ChangeFeed;
import io.tidemark.query.feed.FeedSettings;
import io.tidemark.query.feed.Position;
import io.tidemark.query.feed.Published;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.PartitionReports;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.HotLimits;
import io.tidemark.query.tier.HotTier;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers of real servers, fed by a real broker. */
@Timeout(180)
class ChangesServletTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MINUTE = 60_000;

  private static WorkDirectory directory;
  private static EmbeddedKafka kafka;

  private final long now = System.currentTimeMillis();
  private final List<Replica> replicas = new ArrayList<>();
  private final Map<RowKey, Long> published = new HashMap<>();
  private long version = now * 1000;

  @BeforeAll
  static void start() {
    directory = WorkDirectory.create();
    kafka = EmbeddedKafka.start(directory);
  }

  @AfterAll
  static void stop() {
    kafka.close();
    directory.close();
  }

  @AfterEach
  void stopReplicas() throws Exception {
    for (Replica replica : replicas) {
      replica.close();
    }
  }

  @Test
  void aSubscriberSeesTheRowsThatStandAndThenEachChange() throws Exception {
    kafka.createTopic("stream.performance", 2);
    publish("stream", key(0), 1);
    Replica replica = replica("stream", 32 << 20);
    try (Events events = new Events(replica.port(), "/v1/changes?snapshot=true&throttle=0", null)) {
      assertEquals("hello", events.next().name());
      assertEquals("snapshot-begin", events.next().name());
      Event row = events.next();
      assertEquals("change r 1", row.name() + " " + row.text("op") + " " + row.events());
      assertEquals("snapshot-end", events.next().name());
      publish("stream", key(0), 2);
      Event change = events.nextChange();
      assertEquals(
          "u 1->2 open", change.text("op") + " " + change.fromTo() + " " + change.text("state"));
      assertEquals(key(0).id(), change.text("id"));
      delete("stream", key(0));
      Event deletion = events.nextChange();
      assertEquals("d 2->null", deletion.text("op") + " " + deletion.fromTo());
    }
  }

  @Test
  void aSubscriberGoesOnAtAnotherReplica() throws Exception {
    kafka.createTopic("other.performance", 3);
    Replica first = replica("other", 32 << 20);
    List<String> seen = new ArrayList<>();
    String id;
    try (Events events = new Events(first.port(), "/v1/changes?throttle=0", null)) {
      events.next();
      for (int i = 1; i <= 10; i++) {
        publish("other", key(i % 4), i);
      }
      Event last = null;
      for (int i = 1; i <= 6; i++) {
        last = events.nextChange();
        seen.add(last.text("id") + last.fromTo());
      }
      id = last.id();
    }
    first.close();
    for (int i = 11; i <= 20; i++) {
      publish("other", key(i % 4), i);
    }
    // It starts after the changes: they are no more among its recent ones.
    Replica second = replica("other", 32 << 20);
    try (Events events = new Events(second.port(), "/v1/changes?throttle=0", id)) {
      for (int i = 21; i <= 30; i++) {
        publish("other", key(i % 4), i);
      }
      while (seen.size() < 30) {
        Event change = events.nextChange();
        seen.add(change.text("id") + change.fromTo());
      }
    }
    assertEquals(30, seen.stream().distinct().count());
    assertChains(seen);
  }

  /** Each change of a row withdraws what the one before has stated. */
  private void assertChains(List<String> seen) {
    for (int k = 0; k < 4; k++) {
      String held = "null";
      for (String change : seen) {
        if (change.startsWith(key(k).id())) {
          String[] fromTo = change.substring(key(k).id().length()).split("->");
          assertEquals(held, fromTo[0]);
          held = fromTo[1];
        }
      }
      assertEquals(published.get(key(k)).toString(), held);
    }
  }

  @Test
  void aPositionThatTheTopicsNeverHadIsAnsweredByWhatStands() throws Exception {
    kafka.createTopic("never.performance", 1);
    publish("never", key(0), 1);
    Replica replica = replica("never", 32 << 20);
    String never = Position.NONE.with("never.performance", 0, 1000).text();
    try (Events events = new Events(replica.port(), "/v1/changes?after=" + never, null)) {
      assertReset(events, "the topics do not reach that position");
    }
  }

  @Test
  void aPositionThatTheTopicsNoLongerHaveIsAnsweredByWhatStands() throws Exception {
    kafka.createTopic("gone.performance", 1);
    publish("gone", key(1), 1);
    publish("gone", key(0), 1);
    try (Admin admin = kafka.admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("gone.performance", 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }
    Replica replica = replica("gone", 32 << 20);
    String gone = Position.NONE.text();
    try (Events events = new Events(replica.port(), "/v1/changes?after=" + gone, null)) {
      assertReset(events, "the changes after that position are no longer kept");
    }
  }

  private static void assertReset(Events events, String reason) throws IOException {
    assertEquals("hello", events.next().name());
    Event reset = events.next();
    assertEquals("reset: " + reason, reset.name() + ": " + reset.text("reason"));
    assertEquals("snapshot-begin", events.next().name());
    assertEquals("r null->1", events.next().opFromTo());
    Event end = events.next();
    assertEquals("snapshot-end " + end.text("position"), end.name() + " " + end.id());
  }

  @Test
  void linesAndLongPollsSayTheSame() throws Exception {
    kafka.createTopic("lines.performance", 1);
    Replica replica = replica("lines", 32 << 20);
    JsonNode begin = poll(replica, "/v1/changes?wait=0");
    String position = begin.get(begin.size() - 1).get("position").textValue();
    publish("lines", key(0), 5);
    JsonNode answer = poll(replica, "/v1/changes?wait=20s&after=" + position);
    assertEquals("hello", answer.get(0).get("event").textValue());
    assertEquals("change", answer.get(1).get("event").textValue());
    assertEquals(5, answer.get(1).get("after").get("events").intValue());
    JsonNode last = answer.get(answer.size() - 1);
    assertEquals("progress", last.get("event").textValue());
    JsonNode nothing =
        poll(replica, "/v1/changes?wait=200ms&after=" + last.get("position").textValue());
    assertEquals(2, nothing.size());
  }

  @Test
  void oneCallerHoldsTwentyStreamsAndOneMoreWhenOneHasEnded() throws Exception {
    Replica replica = replica("many", 32 << 20);
    List<Events> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Events events = new Events(replica.port(), "/v1/changes", null);
        streams.add(events);
        assertEquals("hello", events.next().name());
      }
      HttpResponse<String> refused = get(replica, "/v1/changes");
      assertEquals(429, refused.statusCode());
      assertTrue(refused.body().contains("rate-limited"), refused.body());
      streams.remove(0).close();
      await(() -> replica.delivery.subscribers() == 19);
      try (Events again = new Events(replica.port(), "/v1/changes", null)) {
        assertEquals("hello", again.next().name());
      }
    } finally {
      for (Events events : streams) {
        events.close();
      }
    }
  }

  @Test
  void whatIsWrongIsAProblem() throws Exception {
    Replica replica = replica("wrong", 32 << 20);
    for (String query :
        List.of(
            "after=!",
            "streams=a",
            "throttle=5",
            "wait=2h",
            "snapshot=1",
            "pane=X",
            "x=1",
            "key=a&key=b")) {
      HttpResponse<String> response = get(replica, "/v1/changes?" + query);
      assertEquals(400, response.statusCode(), query);
      assertTrue(response.body().contains("invalid-parameter"), response.body());
    }
    assertEquals(401, get(replica, "/v1/changes?streams=health&key=nobody&denied=1").statusCode());
  }

  @Test
  void whoNeverReadsDoesNotHoldUpAnyoneElse() throws Exception {
    kafka.createTopic("silent.performance", 1);
    Replica replica = replica("silent", 32 << 20);
    List<Socket> silent = new ArrayList<>();
    try (Events events = new Events(replica.port(), "/v1/changes?throttle=0", null)) {
      events.next();
      for (int i = 0; i < 15; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", replica.port()));
        socket
            .getOutputStream()
            .write(
                "GET /v1/changes?throttle=0 HTTP/1.1\r\nHost: a\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        silent.add(socket);
      }
      await(() -> replica.delivery.subscribers() == 16);
      int threads = Thread.activeCount();
      // Far more than sockets and queues hold.
      int changes = 12_000;
      publishMany("silent", key(0), changes);
      String held = "null";
      for (int i = 0; i < changes; ) {
        Event change = events.nextChange();
        String[] fromTo = change.fromTo().split("->");
        assertEquals(held, fromTo[0]);
        held = fromTo[1];
        i = Integer.parseInt(held);
      }
      assertTrue(Thread.activeCount() <= threads + 2, "no thread for each of them");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    await(() -> replica.delivery.subscribers() == 0);
  }

  @Test
  void theStreamGoesOnAfterTheBrokerWasKilled() throws Exception {
    kafka.createTopic("killed.performance", 2);
    Replica replica = replica("killed", 32 << 20);
    try (Events events = new Events(replica.port(), "/v1/changes?throttle=0", null)) {
      events.next();
      publish("killed", key(0), 1);
      assertEquals("c null->1", events.nextChange().opFromTo());
      kafka.kill();
      await(() -> replica.feed.status().stale());
      assertTrue(replica.hot.find(Stream.PERFORMANCE, key(0)).freshness().stale());
      kafka.start();
      publish("killed", key(0), 2);
      assertEquals("u 1->2", events.nextChange().opFromTo());
      await(() -> !replica.feed.status().stale());
    }
  }

  private RowKey key(int i) {
    return RowKey.window("model=m" + i + ",region=", now - 10 * MINUTE, now - 5 * MINUTE);
  }

  private void publish(String prefix, RowKey key, long events) throws Exception {
    try (Producer<byte[], byte[]> producer = producer()) {
      send(producer, prefix, key, events).get();
    }
  }

  private void publishMany(String prefix, RowKey key, int changes) {
    try (Producer<byte[], byte[]> producer = producer()) {
      for (int i = 1; i <= changes; i++) {
        send(producer, prefix, key, i);
      }
    }
  }

  private java.util.concurrent.Future<?> send(
      Producer<byte[], byte[]> producer, String prefix, RowKey key, long events) {
    Long before = published.put(key, events);
    String replaced = before == null ? null : Published.longRow(key, Pane.EARLY, before, now);
    String row = Published.longRow(key, Pane.EARLY, events, now);
    return producer.send(
        Published.record(
            prefix, Stream.PERFORMANCE, key, Published.envelope(replaced, row, ++version)));
  }

  private void delete(String prefix, RowKey key) throws Exception {
    String replaced = Published.longRow(key, Pane.EARLY, published.remove(key), now);
    try (Producer<byte[], byte[]> producer = producer()) {
      producer
          .send(
              Published.record(
                  prefix, Stream.PERFORMANCE, key, Published.envelope(replaced, null, ++version)))
          .get();
      producer.send(Published.record(prefix, Stream.PERFORMANCE, key, null)).get();
    }
  }

  private static Producer<byte[], byte[]> producer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static HttpResponse<String> get(Replica replica, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + replica.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode poll(Replica replica, String path) throws Exception {
    return JSON.readTree(get(replica, path).body());
  }

  /** Waits until it is so; the test's own time limit ends it otherwise. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  private Replica replica(String prefix, long ringBytes) throws Exception {
    Replica replica = new Replica(prefix, ringBytes);
    replicas.add(replica);
    await(() -> replica.feed.status().ready());
    return replica;
  }

  /** One server with its own feed and tier. */
  private static final class Replica implements AutoCloseable {
    final ChangeFeed feed;
    final HotTier hot;
    final Delivery delivery;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    Replica(String prefix, long ringBytes) throws Exception {
      FeedSettings settings =
          FeedSettings.of(Map.of("bootstrap.servers", kafka.bootstrapServers()), prefix);
      RecentChanges recent = new RecentChanges(prefix, ringBytes);
      hot = new HotTier(HotLimits.DEFAULT, System::currentTimeMillis, recent);
      feed =
          new ChangeFeed(
              settings, null, List.of(hot), new PartitionReports(), System::currentTimeMillis);
      delivery =
          new Delivery(
              recent, hot, new Unknown(), feed::status, settings, System::currentTimeMillis);
      ServletContextHandler context = new ServletContextHandler();
      ServletHolder holder =
          new ServletHolder(
              new ChangesServlet(
                  delivery,
                  request -> {
                    if (request.getParameter("denied") != null) {
                      throw io.tidemark.query.problem.Problem.of(
                              io.tidemark.query.problem.ProblemType.UNAUTHENTICATED, "no token")
                          .exception();
                    }
                    return "anyone";
                  },
                  (problem, request, response) -> {
                    response.setStatus(problem.type().status());
                    response.getWriter().write(problem.type().slug());
                  }));
      holder.setAsyncSupported(true);
      context.addServlet(holder, "/v1/changes");
      server.setHandler(context);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.start();
      feed.start();
      delivery.start();
    }

    int port() {
      return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
      delivery.close();
      feed.close();
      server.stop();
    }
  }

  /** A job that says nothing of its progress. */
  private static final class Unknown implements ProgressView {
    @Override
    public StreamProgress of(Stream stream) {
      return new StreamProgress(stream, null, null, null, null, StreamProgress.Source.UNKNOWN, 0);
    }

    @Override
    public List<PartitionReport> partitions() {
      return List.of();
    }

    @Override
    public boolean isStale() {
      return false;
    }
  }

  private record Event(String name, @Nullable String id, JsonNode data) {
    String text(String field) {
      return data.path(field).asText();
    }

    int events() {
      return data.path("after").path("events").intValue();
    }

    String fromTo() {
      return value("before") + "->" + value("after");
    }

    String opFromTo() {
      return text("op") + " " + fromTo();
    }

    private String value(String side) {
      JsonNode row = data.path(side);
      return row.isNull() ? "null" : row.path("events").asText();
    }
  }

  /** A client of server-sent events, by HTTP 1.0, which has no chunks. */
  private static final class Events implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;

    Events(int port, String path, @Nullable String lastId) throws IOException {
      socket = new Socket("127.0.0.1", port);
      String id = lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n";
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.0\r\nHost: a\r\n" + id + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next event that is not a beat. */
    Event next() throws IOException {
      String name = null;
      String id = null;
      StringBuilder data = new StringBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          JsonNode json = JSON.readTree(line.substring(6));
          if (!"progress".equals(name)) {
            return new Event(name, id, json);
          }
        }
      }
      throw new IOException("the stream has ended");
    }

    Event nextChange() throws IOException {
      Event event = next();
      while (!event.name().equals("change")) {
        event = next();
      }
      return event;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
