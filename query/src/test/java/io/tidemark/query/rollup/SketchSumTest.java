package io.tidemark.query.rollup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.QuantileSketchCoder;
import java.util.Arrays;
import java.util.Random;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class SketchSumTest {

  private static byte[] stored(QuantileSketch sketch) throws Exception {
    return CoderUtils.encodeToByteArray(QuantileSketchCoder.of(), sketch);
  }

  /** Values of all signs and sizes, zeros among them. */
  private static double value(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> -Math.exp(random.nextGaussian() * 4);
      case 2 -> Math.exp(random.nextGaussian() * 30);
      default -> Math.exp(6 + random.nextGaussian());
    };
  }

  @Test
  void aSumIsToTheBitTheSketchOfAllValues() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      double error = random.nextBoolean() ? 0.01 : 0.002;
      QuantileSketch whole = QuantileSketch.create(error);
      SketchSum sum = new SketchSum();
      for (int part = random.nextInt(6); part >= 0; part--) {
        QuantileSketch sketch = QuantileSketch.create(error);
        for (int i = random.nextInt(seed % 3 == 0 ? 12 : 400); i >= 0; i--) {
          double value = value(random);
          sketch.add(value);
          whole.add(value);
        }
        assertEquals(sketch.count(), sum.add(stored(sketch)));
      }
      assertEquals(whole.count(), sum.count());
      assertArrayEquals(stored(whole), sum.stored(), "seed " + seed);
      for (int i = 0; i <= 1_000; i++) {
        double q = i / 1000.0;
        assertEquals(whole.quantile(q), sum.quantile(q), "seed " + seed + ", q " + q);
      }
    }
  }

  @Test
  void sumsOfSumsAreTheSame() throws Exception {
    Random random = new Random(7);
    SketchSum all = new SketchSum();
    SketchSum ofSums = new SketchSum();
    for (int group = 0; group < 10; group++) {
      SketchSum ofGroup = new SketchSum();
      for (int part = 0; part < 10; part++) {
        QuantileSketch sketch = QuantileSketch.create(0.01);
        for (int i = 0; i < 1 + group * 5; i++) {
          sketch.add(value(random));
        }
        all.add(stored(sketch));
        ofGroup.add(stored(sketch));
      }
      ofSums.add(ofGroup);
    }
    assertArrayEquals(all.stored(), ofSums.stored());
  }

  @Test
  void whatIsNoSketchOrOfAnotherErrorIsRefused() throws Exception {
    QuantileSketch fine = QuantileSketch.create(0.001);
    QuantileSketch coarse = QuantileSketch.create(0.01);
    for (int i = 1; i < 100; i++) {
      fine.add(i);
      coarse.add(i);
    }
    SketchSum sum = new SketchSum();
    sum.add(stored(fine));
    assertThrows(IllegalArgumentException.class, () -> sum.add(stored(coarse)));
    byte[] bytes = stored(fine);
    assertThrows(
        IllegalArgumentException.class, () -> sum.add(Arrays.copyOf(bytes, bytes.length - 1)));
    bytes[0] = 2;
    assertThrows(IllegalArgumentException.class, () -> sum.add(bytes));
    assertThrows(IllegalArgumentException.class, () -> sum.add(new byte[0]));
  }
}
