package io.github.pmdb.command;

import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a session does beside the lines that are typed, numbered from 1. It ends with the session.
public final class Background implements AutoCloseable {
  private final Map<Integer, Activity> activities = new TreeMap<>();
  private final Map<Class<?>, Lasting> lasting = new HashMap<>();
  private volatile Consumer<Document> listener = _ -> {};
  private int last;

  /// Something that goes on by itself.
  public interface Activity extends AutoCloseable {
    Status status();

    /// Lets it rest; nothing when it rests or has ended.
    void disable();

    /// Lets it go on.
    ///
    /// @throws UserError when that is not possible any more
    void enable();

    /// Ends it for good and undoes what it did; nothing the second time.
    @Override
    void close();
  }

  /// Something that several activities use, one after the other or at once.
  public interface Lasting extends AutoCloseable {
    @Override
    void close();
  }

  public enum State {
    RUNNING,
    DISABLED,
    ENDED
  }

  /// @param what it does, in the words of who started it
  /// @param hits how often it has come by something
  /// @param shown how much of that was told
  /// @param where it does it, in words, line by line; empty when it does not run
  public record Status(String what, State state, long hits, long shown, List<String> where) {}

  /// An activity with its number.
  public record Numbered(int number, Activity activity) {}

  /// The number that the next activity gets.
  public synchronized int next() {
    return last + 1;
  }

  public synchronized void add(Activity activity) {
    activities.put(++last, activity);
  }

  public synchronized List<Numbered> all() {
    return activities.entrySet().stream()
        .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// @throws UserError when there is none of that number
  public synchronized Numbered get(int number) {
    Activity activity = activities.get(number);
    if (activity == null) {
      throw new UserError("there is no trace %d".formatted(number), "info traces");
    }
    return new Numbered(number, activity);
  }

  /// Ends an activity and forgets it.
  public void remove(int number) {
    get(number).activity().close();
    synchronized (this) {
      activities.remove(number);
    }
  }

  /// Shows something that no line asked for just now.
  public void tell(Document news) {
    listener.accept(news);
  }

  /// Who shows what is told; called on the threads of the activities.
  public void listen(Consumer<Document> whom) {
    listener = whom;
  }

  /// The one of its kind, which is made when it is asked for first.
  public synchronized <T extends Lasting> T lasting(Class<T> kind, Supplier<T> maker) {
    return kind.cast(lasting.computeIfAbsent(kind, _ -> maker.get()));
  }

  @Override
  public void close() {
    all().forEach(each -> each.activity().close());
    synchronized (this) {
      lasting.values().forEach(Lasting::close);
      lasting.clear();
    }
  }
}
