/* Values that defaulting never lets through, but a caller without it could: validation alone has to
 * refuse them. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"
#include "service_rules.h"

#define POLICY_REQUIRED "spec.externalTrafficPolicy: Required value"
#define NO_CHECK                                                                          \
	"spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is " \
	"'LoadBalancer' and `externalTrafficPolicy` is 'Local'"

static const struct {
	const char *row, *patch, *errors;
} rows[] = {
	{ "etp-012", SPEC("type: NodePort, healthCheckNodePort: 30000"),
	  POLICY_REQUIRED "\n" NO_CHECK },
	{ "etp-015", SPEC("type: LoadBalancer, allocateLoadBalancerNodePorts: true"),
	  POLICY_REQUIRED },
	{ "etp-016",
	  SPEC("type: LoadBalancer, allocateLoadBalancerNodePorts: true, healthCheckNodePort: "
	       "30000"),
	  POLICY_REQUIRED "\n" NO_CHECK },
};

Test(service_traffic, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_errors(create_errors(&resource_service, BASE, rows[i].patch),
				 rows[i].errors, rows[i].row);
}

#define INGRESS(fields) "status: {loadBalancer: {ingress: [{" fields "}]}}"

static const struct {
	const char *row, *status, *errors;
} status_rows[] = {
	{ "status-004", INGRESS("ip: 1.2.3.4"),
	  "status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is "
	  "set" },
	{ "a mode without an address", INGRESS("hostname: a.b, ipMode: VIP"),
	  "status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not "
	  "set" },
};

Test(service_traffic, status)
{
	for (size_t i = 0; i < ARRAY_LEN(status_rows); i++) {
		CLEANUP(str)
		char *patch = xasprintf("{spec: {" BALANCER "}, %s}", status_rows[i].status);

		cr_expect_errors(update_errors(&resource_service, BASE, SPEC(BALANCER), patch),
				 status_rows[i].errors, status_rows[i].row);
	}
}
