package org.neocog.backend.opencl;

import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** What the loaded driver calls a device by. */
record DeviceHandle(cl_platform_id platform, cl_device_id id) {}
