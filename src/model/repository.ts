/** A GitHub repository. */
export interface Repository {
  owner: string;
  name: string;
}

export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}
