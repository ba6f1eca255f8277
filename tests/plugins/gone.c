/* A library that a plugin needs and that is deleted after the build. */
int gatewise_test_gone(void) { return 1; }
