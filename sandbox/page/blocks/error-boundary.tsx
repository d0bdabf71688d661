import { Component, type ReactNode } from 'react';

interface Props {
  what: string;
  children: ReactNode;
}

/** One block that cannot be drawn says so, instead of taking the whole page with it. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <p className="undrawable">This {this.props.what} cannot be drawn.</p>;
  }
}
