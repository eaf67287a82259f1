package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.performance.ErrorClass.AUTH;
import static io.tidemark.pipelines.performance.ErrorClass.CANCELLED;
import static io.tidemark.pipelines.performance.ErrorClass.CONNECTION;
import static io.tidemark.pipelines.performance.ErrorClass.CONTENT_FILTER;
import static io.tidemark.pipelines.performance.ErrorClass.CONTEXT_LENGTH;
import static io.tidemark.pipelines.performance.ErrorClass.INVALID_REQUEST;
import static io.tidemark.pipelines.performance.ErrorClass.NOT_FOUND;
import static io.tidemark.pipelines.performance.ErrorClass.OTHER;
import static io.tidemark.pipelines.performance.ErrorClass.OVERLOADED;
import static io.tidemark.pipelines.performance.ErrorClass.RATE_LIMITED;
import static io.tidemark.pipelines.performance.ErrorClass.SERVER;
import static io.tidemark.pipelines.performance.ErrorClass.TIMEOUT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ErrorClassTest {

  @Test
  void theFirstClassWhoseMarkIsInTheTextCounts() {
    Map<String, ErrorClass> expected =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("rate_limited", RATE_LIMITED),
                Map.entry("litellm.RateLimitError", RATE_LIMITED),
                Map.entry("429", RATE_LIMITED),
                Map.entry("ThrottlingException", RATE_LIMITED),
                Map.entry("insufficient_quota", RATE_LIMITED),
                Map.entry("BudgetExceededError", RATE_LIMITED),
                Map.entry("Read timed out", TIMEOUT),
                Map.entry("java.net.ConnectTimeoutException", TIMEOUT),
                Map.entry("DEADLINE_EXCEEDED", TIMEOUT),
                Map.entry("504", TIMEOUT),
                Map.entry("overloaded_error", OVERLOADED),
                Map.entry("529", OVERLOADED),
                Map.entry("ServiceUnavailableError", OVERLOADED),
                Map.entry("AuthenticationError", AUTH),
                Map.entry("403", AUTH),
                Map.entry("NotFoundError", NOT_FOUND),
                Map.entry("ContextWindowExceededError", CONTEXT_LENGTH),
                Map.entry("context_length_exceeded", CONTEXT_LENGTH),
                Map.entry("ContentPolicyViolationError", CONTENT_FILTER),
                Map.entry("400", INVALID_REQUEST),
                Map.entry("invalid_request_error", INVALID_REQUEST),
                Map.entry("CancelledError", CANCELLED),
                Map.entry("AbortError", CANCELLED),
                Map.entry("ECONNREFUSED: connect failed", CONNECTION),
                Map.entry("SSLHandshakeException", CONNECTION),
                Map.entry("500", SERVER),
                Map.entry("HTTP 599", SERVER),
                Map.entry("provider_5xx", SERVER),
                Map.entry("InternalServerError", SERVER),
                Map.entry("_OTHER", OTHER),
                Map.entry("", OTHER)));
    Map<String, ErrorClass> actual = new TreeMap<>();
    expected.keySet().forEach(text -> actual.put(text, ErrorClass.of(text)));
    assertThat(actual, is(expected));
  }

  @Test
  void aNumberCountsAsAWholeOnly() {
    assertThat(ErrorClass.of("code 14290"), is(OTHER));
    assertThat(ErrorClass.of("after 5000 ms"), is(OTHER));
    assertThat(ErrorClass.of("status=429."), is(RATE_LIMITED));
  }
}
