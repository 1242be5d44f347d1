// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ClinicAccess} from "./ClinicAccess.sol";

/// @title A clinic's contract that takes many calls in one transaction
/// @notice `multicall` makes each call as its sender would: all of them, in their order, or none. It reverts with the
///         error of the call that was refused.
/// @dev Each call is a delegatecall of the contract to itself, so sender, roles, pause and the signatures of staff are
///      checked as in a transaction of its own. What is known to go wrong with such calls, and why it cannot here:
///      - Every call sees the same `msg.value`, which can be spent twice. Nothing here is payable, `multicall` neither.
///      - With ERC-2771 a forwarder appends the sender to the call data, and a batch could append another one. We take
///        no forwarder's word: who acted shows from `msg.sender` or from a signature. A subclass that overrides
///        `_msgSender` has to think of this anew.
///      - A relay that filters by selector does not see the calls within. Permission is checked here alone, not there.
///      A call may itself be a `multicall`; that gives its sender nothing either.
abstract contract ClinicCalls is ClinicAccess, Multicall {
    /// @param admin the operator: admin and relayer
    constructor(address admin) ClinicAccess(admin) {}
}
