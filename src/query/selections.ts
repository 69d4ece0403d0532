/** The parts of a user page a caller asked for, so that nothing else is read. */
export interface UserSelection {
  readonly licenses: boolean;
  /** Names of the plans that are switched off; absent: not asked for. */
  readonly disabledPlans?: boolean;
  readonly totalCount: boolean;
  /** False: `manager` is null whether there is one or not. */
  readonly managers?: boolean;
  /** False: the page has no cursors. */
  readonly cursors?: boolean;
}

/** The parts of a page of changes a caller asked for: their number costs a walk over all of them. */
export interface ChangeSelection {
  /** When false, `totalCount` is no true figure and must not be shown. */
  readonly totalCount: boolean;
}

/** The figures of a license position somebody asked for; distinct people cost a statement over the licenses themselves. */
export interface LicenseSelection {
  /** When false, `assignedUsers` holds no true figure and must not be shown. */
  readonly assignedUsers: boolean;
}

/** The figures of a trend somebody asked for. */
export interface TrendSelection extends LicenseSelection {
  /** When false, what tenants own is null whether somebody can say it or not, and must not be shown; absent: asked for. */
  readonly units?: boolean;
}

/** The parts of a comparison somebody asked for; causes cost a walk over everybody who changed. */
export interface ComparisonSelection extends LicenseSelection {
  readonly causes: boolean;
}

/** All figures. */
export const EVERYTHING: ComparisonSelection = { assignedUsers: true, causes: true };
