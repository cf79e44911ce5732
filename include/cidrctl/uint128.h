/* The 128-bit unsigned integer that IPv6 arithmetic needs. */
#ifndef CIDRCTL_UINT128_H
#define CIDRCTL_UINT128_H

__extension__ typedef unsigned __int128 uint128;

#define UINT128_MAX (~(uint128)0)

#endif
