package io.tidemark.internal.operator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TimeMapTest {

  @Property(tries = 300)
  void isATreeMap(@ForAll Random random) {
    TimeMap<Integer> map = new TimeMap<>();
    TreeMap<Long, Integer> model = new TreeMap<>();
    int spread = 1 + random.nextInt(40);
    for (int step = 0; step < 300; step++) {
      long time = step / 4 + random.nextInt(spread) - spread / 2;
      switch (random.nextInt(5)) {
        case 0 -> {
          if (!map.isEmpty()) {
            map.removeFirst();
            model.pollFirstEntry();
          }
        }
        case 1 -> {
          if (random.nextInt(8) == 0) {
            map.removeWithin(time, time + spread / 2);
            model.subMap(time, time + spread / 2).clear();
          }
        }
        default -> {
          map.put(time, step);
          model.put(time, step);
        }
      }
      assertThat(copy(map), is(model));
      assertThat(map.isEmpty(), is(model.isEmpty()));
      assertThat(map.get(time), is(model.get(time)));
      assertThat(map.from(time), is(model.headMap(time).size()));
    }
  }

  private static TreeMap<Long, Integer> copy(TimeMap<Integer> map) {
    TreeMap<Long, Integer> copy = new TreeMap<>();
    for (int i = 0; i < map.size(); i++) {
      copy.put(map.time(i), map.value(i));
    }
    return copy;
  }
}
