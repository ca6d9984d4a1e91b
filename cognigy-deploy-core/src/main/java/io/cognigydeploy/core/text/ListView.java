package io.cognigydeploy.core.text;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/** An unmodifiable list whose elements are made at each access, because they are too many to be kept. */
public final class ListView<T> extends AbstractList<T> implements RandomAccess {

    private final int size;
    private final IntFunction<T> elements;

    /** @param elements makes the element of a place, the same each time */
    public ListView(int size, IntFunction<T> elements) {
        this.size = size;
        this.elements = elements;
    }

    @Override
    public T get(int place) {
        return elements.apply(place);
    }

    @Override
    public int size() {
        return size;
    }
}
