# `cmake --install` of what is built, beside the component `sdk`:
#   runtime       the program, its plugins, suites, datasets, the report's schema, the manual page and the completions
#   conformance   the kit for plugins' own tests
install(TARGETS gatewise_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
install(DIRECTORY suites DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise COMPONENT runtime)
install(FILES reports/json/report.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise COMPONENT runtime)
install(FILES cmake/deb/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/gatewise COMPONENT runtime)

install(TARGETS gatewise_conformance_kit EXPORT gatewise_kit LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT conformance)
install(FILES framework/conformance/gatewise/conformance.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gatewise COMPONENT conformance)
install(EXPORT gatewise_kit NAMESPACE gatewise:: FILE gatewise-conformance-targets.cmake
  DESTINATION ${gatewise_package_folder} COMPONENT conformance)
