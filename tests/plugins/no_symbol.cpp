// A shared library that is no plugin.
extern "C" __attribute__((visibility("default"))) int add_one(int value) { return value + 1; }
