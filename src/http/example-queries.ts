/** One query to try: a tab of GraphiQL, and a section of docs/api.md. */
export interface ExampleQuery {
  readonly title: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const HOW_MANY = `# How many licenses did each tenant have on a day?
query HowManyLicenses($at: Date) {
  licenses(
    at: $at
    onGap: PREVIOUS
    groupBy: [{ by: TENANT }, { by: SKU }]
  ) {
    asOf { requested oldest exact complete tenantCount }
    total { purchased assigned assignments assignedUsers }
    rows(first: 100) {
      totalCount
      nodes {
        key { by value label }
        measures {
          purchased assigned unassigned overassigned
          assignments utilization
        }
      }
    }
  }
}
`;

const WHO = `# Who held them?
query WhoHeldThem(
  $at: Date
  $tenantIds: [ID!]
  $after: String
) {
  users(
    at: $at
    onGap: PREVIOUS
    tenantIds: $tenantIds
    filter: { skus: { isEmpty: false } }
    orderBy: [{ field: DISPLAY_NAME }]
    first: 50
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      person { entraId tenant { tenantId name } }
      displayName
      userPrincipalName
      department
      manager { entraId }
      licenses {
        sku { skuPartNumber productName }
        disabledPlans { servicePlanName }
      }
    }
  }
}
`;

const COMPARE = `# What is different between two days?
query CompareTwoDays($from: Date!, $to: Date!) {
  compare(
    from: $from
    to: $to
    onGap: PREVIOUS
    groupBy: [{ by: TENANT }, { by: SKU }]
  ) {
    from { oldest exact }
    to { oldest exact }
    total { assignments assigned purchased }
    rows(first: 100) {
      nodes {
        key { by label }
        assignments
        purchased
        before { assignments purchased }
        after { assignments purchased }
      }
    }
  }
}
`;

const WHY = `# Why did it grow? Reasons that add up, and who is behind them.
query WhyDidItGrow($from: Date!, $to: Date!, $t: [ID!]) {
  compare(
    from: $from
    to: $to
    onGap: PREVIOUS
    tenantIds: $t
    groupBy: [{ by: DEPARTMENT }]
  ) {
    from { oldest exact }
    to { oldest exact }
    total { assignments purchased }
    rows(first: 50) {
      nodes {
        key { label missing }
        assignments
        causes { kind people assignments }
      }
    }
    causes {
      kind people assignments purchased
      changes(first: 5) {
        totalCount
        nodes { date person { entraId } field before after }
      }
    }
  }
}
`;

const CHANGES = `# Who got or lost a license, and which seats were bought?
query WhatChanged($from: Date!, $to: Date!, $after: String) {
  changes(
    from: $from
    to: $to
    filter: {
      kinds: [
        LICENSE_ADDED LICENSE_REMOVED SKU_SWAPPED
        SEATS_BOUGHT SEATS_DROPPED
      ]
    }
    first: 50
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      date previousDate kind
      tenant { name }
      person { entraId }
      sku { productName }
      previousSku { productName }
      unitsBefore unitsAfter
    }
  }
}
`;

const TREND = `# How did it develop, by product?
# Parallel lists are what a chart wants.
query Trend($from: Date!, $to: Date!) {
  licenseTrend(
    from: $from
    to: $to
    onGap: OMIT
    groupBy: [{ by: SKU }]
    first: 10
  ) {
    seriesCount
    series {
      key { label }
      columns { dates states assignments purchased }
    }
    other { columns { assignments purchased } }
    gaps(first: 5) { tenantId date state }
  }
}
`;

const DEPARTMENTS = `# Which departments hold what, below which managers?
query WhoHoldsWhat($at: Date) {
  licenses(
    at: $at
    onGap: PREVIOUS
    groupBy: [
      { by: DEPARTMENT }
      { by: MANAGER, depth: 1 }
      { by: SKU }
    ]
    filter: {
      user: { userType: { eq: "member", ignoreCase: true } }
    }
  ) {
    total { assignments assignedUsers }
    rows(orderBy: ASSIGNMENTS_DESC, first: 50) {
      totalCount
      nodes {
        key { by label missing }
        measures { assignments }
      }
      other { assignments }
    }
  }
}
`;

const COVERAGE = `# Which days are not there, and why?
query Gaps($from: Date!, $to: Date!) {
  coverage(
    from: $from
    to: $to
    states: [SUSPECT, FAILED, MISSING, PENDING]
  ) {
    totalCount
    nodes {
      tenantId date state
      reason { code message remedy documentation }
      checks { code message expected actual }
    }
  }
}
`;

const PERIODS = `# Which licenses did a person hold, from when to when?
# Take the ids from "Who held them?".
query LicensePeriods($tenantId: ID!, $entraId: ID!) {
  person(tenantId: $tenantId, entraId: $entraId) {
    tenant { name }
    firstSeen
    lastSeen
    licensePeriods {
      sku { skuPartNumber productName }
      from to openStart openEnd days
    }
    timeline(first: 20) {
      nodes {
        date previousDate kind
        sku { productName }
        field before after
      }
    }
    state(onGap: PREVIOUS) {
      asOf { newest ageDays }
      displayName department
      licenses { sku { productName } }
    }
  }
}
`;

const PORTAL = `# What is unassigned now? One round trip for a portal.
query PortalConsumption($t: [ID!]) {
  licenses(tenantIds: $t, groupBy: [{ by: SKU }]) {
    asOf { oldest ageDays complete }
    total { purchased assigned unassigned }
    rows(orderBy: UNASSIGNED_DESC, first: 20) {
      totalCount
      nodes {
        key { value label }
        measures { purchased assigned unassigned overassigned }
      }
      other { purchased assigned }
    }
  }
}
`;

const TENANTS = `# Which tenants are there, since when, and may we read them?
query Tenants {
  viewer { today tenantCount }
  tenants(first: 50) {
    totalCount
    nodes {
      tenantId name defaultDomain
      firstSnapshot lastSnapshot
      access { state reason { code remedy } }
      importHealth {
        lastSuccess consecutiveFailures nextDue
        lastFailure { code remedy }
      }
    }
  }
}
`;

const ACCESSES = `# What did we read in a tenant, and when?
query Accesses(
  $tenantId: ID!
  $from: Date!
  $to: Date!
  $after: String
) {
  accesses(
    tenantId: $tenantId
    from: $from
    to: $to
    first: 100
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      date kind endpoint
      startedAt finishedAt
      clientRequestId uniqueTokenIdentifier
      applicationId username
      state detail reason { code remedy }
      requests pages items
    }
  }
}
`;

/** What Apollo Sandbox opens with: it needs no variables. */
export const SANDBOX_QUERY = PORTAL;

/** A made-up id, in the place of one that the reader has. */
const SOME_ID = "11111111-1111-4111-8111-111111111111";

/** The example queries; dates are those of the reader's month, given the UTC day `today`. */
export function exampleQueries(today: string, monthEarlier: string): readonly ExampleQuery[] {
  const days = { from: monthEarlier, to: today };
  return [
    { title: "How many licenses did each tenant have on a day?", query: HOW_MANY, variables: { at: today } },
    { title: "Who held them?", query: WHO, variables: { at: today, tenantIds: null, after: null } },
    { title: "What is different between two days?", query: COMPARE, variables: days },
    {
      title: "Why did it grow?",
      query: WHY,
      variables: { ...days, t: null },
    },
    {
      title: "Who got or lost a license, and which seats were bought?",
      query: CHANGES,
      variables: { ...days, after: null },
    },
    { title: "Which departments hold what, below which managers?", query: DEPARTMENTS, variables: { at: today } },
    { title: "How did it develop, by product?", query: TREND, variables: days },
    { title: "Which days are not there, and why?", query: COVERAGE, variables: days },
    {
      title: "Which licenses did a person hold, from when to when?",
      query: PERIODS,
      variables: { tenantId: SOME_ID, entraId: SOME_ID },
    },
    { title: "What is unassigned now?", query: PORTAL, variables: { t: null } },
    { title: "Which tenants are there, since when, and may we read them?", query: TENANTS, variables: {} },
    {
      title: "What did we read in a tenant, and when?",
      query: ACCESSES,
      variables: { tenantId: SOME_ID, ...days, after: null },
    },
  ];
}
