/** Stops what is under way by that key, where anything is. */
export function abort<K>(controllers: Map<K, AbortController>, key: K): void {
  controllers.get(key)?.abort();
  controllers.delete(key);
}
