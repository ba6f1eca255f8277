# `cmake --install`: the program, its plugins, suites and datasets, and the SDK's CMake package.
include(CMakePackageConfigHelpers)

install(TARGETS gatewise_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY suites framework/sdk/scaffold DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise)
install(FILES reports/report.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise)

install(TARGETS gatewise_abi gatewise_sdk EXPORT gatewise_targets)
install(FILES framework/abi/gatewise/abi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gatewise)
install(DIRECTORY framework/sdk/gatewise DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(TARGETS gatewise_conformance_kit EXPORT gatewise_kit LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES framework/conformance/gatewise/conformance.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gatewise)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gatewise)
install(EXPORT gatewise_targets NAMESPACE gatewise:: FILE gatewise-sdk-targets.cmake DESTINATION ${package_folder})
install(EXPORT gatewise_kit NAMESPACE gatewise:: FILE gatewise-conformance-targets.cmake DESTINATION ${package_folder})
install(FILES cmake/GatewisePlugin.cmake cmake/gatewise_plugin.map DESTINATION ${package_folder})
set(GATEWISE_INSTALLED_PROGRAM ${CMAKE_INSTALL_BINDIR}/gatewise)
configure_package_config_file(cmake/gatewise-config.cmake.in ${PROJECT_BINARY_DIR}/gatewise-config.cmake INSTALL_DESTINATION ${package_folder}
  PATH_VARS GATEWISE_INSTALLED_PROGRAM)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gatewise-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gatewise-config.cmake ${PROJECT_BINARY_DIR}/gatewise-config-version.cmake DESTINATION ${package_folder})
