/** GitHub teams. */
export interface Teams {
  /** `team` is `org/slug`. Throws `Fault` when it cannot be known. */
  isMember(team: string, login: string): Promise<boolean>;
}
