# `cmake --install`: the program, its plugins, suites and datasets, and the SDK's CMake package.
include(CMakePackageConfigHelpers)

install(TARGETS gatewise_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY suites DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise)
install(FILES reports/report.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise)

install(TARGETS gatewise_abi gatewise_sdk EXPORT gatewise_targets)
install(FILES framework/abi/gatewise/abi.h framework/sdk/gatewise/sdk.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gatewise)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gatewise)
install(EXPORT gatewise_targets NAMESPACE gatewise:: FILE gatewise-sdk-targets.cmake DESTINATION ${package_folder})
install(FILES cmake/GatewisePlugin.cmake cmake/gatewise_plugin.map DESTINATION ${package_folder})
configure_package_config_file(cmake/gatewise-config.cmake.in ${PROJECT_BINARY_DIR}/gatewise-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gatewise-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gatewise-config.cmake ${PROJECT_BINARY_DIR}/gatewise-config-version.cmake DESTINATION ${package_folder})
