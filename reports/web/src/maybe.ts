/// Of report.json: a key whose maker does not exist is null or absent.
export type Maybe<T> = T | null | undefined;
