# llama.cpp, from source, as a target llama_cpp. Its own flags: unsanitized, optimised in every preset.
set(TARE_LLAMA_SOURCE ${CMAKE_SOURCE_DIR}/third_party/llama.cpp)
if(NOT EXISTS ${TARE_LLAMA_SOURCE}/CMakeLists.txt)
  message(FATAL_ERROR "llama.cpp's source is not in third_party/: run tools/fetch_llama.sh, or configure with -DTARE_LLAMA=OFF.")
endif()
foreach(part COMMON TOOLS EXAMPLES TESTS SERVER APP UI)
  set(LLAMA_BUILD_${part} OFF CACHE BOOL "" FORCE)
endforeach()
set(BUILD_SHARED_LIBS OFF CACHE BOOL "" FORCE)
set(GGML_RPC ON CACHE BOOL "" FORCE)
set(GGML_CCACHE OFF CACHE BOOL "" FORCE)  # the launcher is set for the whole tree

find_program(NVCC nvcc HINTS /usr/local/cuda/bin)
if(NVCC)
  set(GGML_CUDA ON CACHE BOOL "")
endif()

add_subdirectory(${TARE_LLAMA_SOURCE} ${CMAKE_BINARY_DIR}/llama.cpp EXCLUDE_FROM_ALL SYSTEM)

add_library(llama_cpp INTERFACE)
target_link_libraries(llama_cpp INTERFACE llama ggml)
# llama-ext.h (memory by device and purpose) and ggml-backend-impl.h (the stand-in card) are not installed.
target_include_directories(llama_cpp SYSTEM INTERFACE ${TARE_LLAMA_SOURCE}/src ${TARE_LLAMA_SOURCE}/ggml/src)
