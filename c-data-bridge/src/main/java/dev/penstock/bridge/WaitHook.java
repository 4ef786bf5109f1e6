package dev.penstock.bridge;

/// What the host of this JVM wants to do around the waiting of its threads.
interface WaitHook {
    /// A host that does not care.
    WaitHook NONE =
            new WaitHook() {
                @Override
                public long beforeWait() {
                    return 0;
                }

                @Override
                public void afterWait(long token) {}

                @Override
                public boolean shouldStop() {
                    return false;
                }
            };

    /// The calling thread is about to wait. What it holds that others need, it should let go.
    ///
    /// @return what [#afterWait(long)] wants to know
    long beforeWait();

    /// The calling thread has waited.
    void afterWait(long token);

    /// Whether the calling thread, which waits for a query, should give up. Asked about every 50 ms.
    boolean shouldStop();
}
