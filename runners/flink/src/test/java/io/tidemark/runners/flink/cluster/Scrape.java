package io.tidemark.runners.flink.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Reads a page that is made for Prometheus. */
final class Scrape {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Scrape() {}

  /** Names and labels of what the page tells; nothing from a process that does not answer. */
  static List<String> series(String page) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page)).timeout(Duration.ofSeconds(20)).build();
    try {
      return HTTP.send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.substring(0, line.lastIndexOf(' ')))
          .toList();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + page, e);
    }
  }
}
