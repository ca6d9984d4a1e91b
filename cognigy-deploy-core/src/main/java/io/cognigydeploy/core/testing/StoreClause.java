package io.cognigydeploy.core.testing;

/** A sentence of the contract of stores, with its trial on any of them. */
record StoreClause(String sentence, StoreTrial trial) {

    /** The trial of a clause. */
    @FunctionalInterface
    interface StoreTrial {

        void on(StoreOnTrial store) throws Exception;
    }
}
