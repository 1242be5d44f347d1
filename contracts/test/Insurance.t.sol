// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {InsuranceVerificationContract} from "../src/InsuranceVerificationContract.sol";
import {ClinicTest} from "./Vm.sol";

contract InsuranceTest is ClinicTest {
    InsuranceVerificationContract private _contract;

    function setUp() public {
        _contract = new InsuranceVerificationContract(address(this));
    }

    function testFuzz_aClaimSettlesOnce(bytes32 code, uint256 amount) public {
        VM.assume(code != bytes32(0));
        uint256 id = _contract.submitClaim(address(1), address(2), code, amount);
        _require(_contract.getClaimStatus(id) == InsuranceVerificationContract.ClaimStatus.Submitted, "is submitted");
        VM.roll(9);
        _contract.settlePayment(id);
        _require(_contract.getClaimStatus(id) == InsuranceVerificationContract.ClaimStatus.Settled, "is settled");
        VM.expectRevert(abi.encodeWithSelector(InsuranceVerificationContract.ClaimAlreadySettled.selector, id, 9));
        _contract.settlePayment(id);
    }

    function testFuzz_aCommitmentIsClaimedAndCheckedOnce(bytes32 code) public {
        VM.assume(code != bytes32(0));
        _contract.submitClaim(address(1), address(2), code, 3);
        VM.expectPartialRevert(InsuranceVerificationContract.ClaimAlreadySubmitted.selector);
        _contract.submitClaim(address(1), address(2), code, 4);
        _contract.verifyInsurance(address(1), address(2), code);
        VM.expectPartialRevert(InsuranceVerificationContract.InsuranceAlreadyVerified.selector);
        _contract.verifyInsurance(address(3), address(2), code);
    }

    function testFuzz_onlyTheOperatorChangesClaims(address stranger, bytes32 code) public {
        VM.assume(stranger != address(this) && code != bytes32(0));
        uint256 id = _contract.submitClaim(address(1), address(2), code, 3);
        bytes4 refusal = IAccessControl.AccessControlUnauthorizedAccount.selector;
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.settlePayment(id);
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.submitClaim(address(1), address(2), keccak256(abi.encode(code)), 3);
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.verifyInsurance(address(1), address(2), code);
        bytes32 role = _contract.OPERATOR_ROLE();
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.grantRole(role, stranger);
    }

    function testFuzz_noClaimSettlesBeforeItIsSubmitted(uint256 id) public {
        VM.expectRevert(abi.encodeWithSelector(InsuranceVerificationContract.ClaimNotFound.selector, id));
        _contract.settlePayment(id);
        VM.expectRevert(abi.encodeWithSelector(InsuranceVerificationContract.ClaimNotFound.selector, 0));
        _contract.settlePaymentOf(bytes32(id));
    }

    function testFuzz_aClaimSettlesByItsCommitment(bytes32 code, address stranger) public {
        VM.assume(code != bytes32(0) && stranger != address(this));
        uint256 id = _contract.submitClaim(address(1), address(2), code, 3);
        VM.prank(stranger);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        _contract.settlePaymentOf(code);
        _contract.settlePaymentOf(code);
        _require(_contract.getClaimStatus(id) == InsuranceVerificationContract.ClaimStatus.Settled, "is settled");
        VM.expectPartialRevert(InsuranceVerificationContract.ClaimAlreadySettled.selector);
        _contract.settlePayment(id);
    }
}

/// @dev Submits and settles in any order, and counts what the contract let through.
contract ClaimHandler is ClinicTest {
    InsuranceVerificationContract private immutable CONTRACT;
    uint256 private _count;
    mapping(uint256 claimId => uint256 times) private _settled;

    constructor() {
        CONTRACT = new InsuranceVerificationContract(address(this));
    }

    function submit(uint8 codeSeed, uint256 amount) external {
        bytes32 code = keccak256(abi.encode(codeSeed));
        uint256 existing = CONTRACT.claimIdOf(code);
        try CONTRACT.submitClaim(address(1), address(2), code, amount) returns (uint256 id) {
            _require(existing == 0 && id == ++_count, "a new commitment gets the next id");
        } catch {
            _require(existing != 0, "only a known commitment is refused");
        }
    }

    function settle(uint8 idSeed) external {
        uint256 id = uint256(idSeed) % (_count + 2);
        try CONTRACT.settlePayment(id) {
            ++_settled[id];
        } catch {} // solhint-disable-line no-empty-blocks
    }

    function check() external view {
        for (uint256 id = 0; id <= _count + 1; ++id) {
            _require(_settled[id] <= 1, "a claim settles once");
            InsuranceVerificationContract.ClaimStatus status = CONTRACT.getClaimStatus(id);
            bool isSettled = status == InsuranceVerificationContract.ClaimStatus.Settled;
            _require(isSettled == (_settled[id] == 1), "settled by the operator, and only then");
            bool isUnknown = status == InsuranceVerificationContract.ClaimStatus.Unknown;
            _require(isUnknown == (id == 0 || id > _count), "claims are numbered from 1 without gaps");
        }
    }
}

contract ClaimInvariantTest is ClinicTest {
    ClaimHandler private _handler;

    function setUp() public {
        _handler = new ClaimHandler();
        _target(address(_handler));
    }

    function invariant_claimsSettleOnce() public view {
        _handler.check();
    }
}
